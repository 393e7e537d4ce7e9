import { describe, expect, it } from 'vitest';
import { containerOf, declaredBytes } from './container.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('the kind of a file', () => {
  it.each([
    ['RIFF\x24\0\0\0WAVEfmt ', 'wav'],
    ['RF64\xff\xff\xff\xffWAVEds64', 'wav'],
    ['ID3\x04\0\0\0\0\0\x23', 'mp3'],
    ['\xff\xfb\x90\x64', 'mp3'],
    ['\xff\xf3\x48\xc4', 'mp3'],
    ['\0\0\0\x1cftypM4A \0\0', 'mp4'],
    ['\0\0\0\x14ftyp3gp4', 'mp4'],
    ['OggS\0\x02', 'ogg'],
    ['fLaC\0\0\0\x22', 'flac'],
    ['#!AMR\n\x3c', 'amr'],
    ['#!AMR-WB\n', 'amr'],
  ])('is told from %j: %s', (head, name) => {
    expect(containerOf(bytes(head))?.name).toBe(name);
  });

  it.each([
    ['nothing at all', ''],
    ['a playlist for streams', '#EXTM3U\n#EXT-X-VERSION:3\nfile:///etc/passwd'],
    ['a list of files to join', "ffconcat version 1.0\nfile '/etc/passwd'"],
    ['a page', '<!doctype html><script>'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg">'],
    ['an archive', 'PK\x03\x04'],
    ['a picture', '\x89PNG\r\n\x1a\n'],
    ['a photograph', '\xff\xd8\xff\xe0\0\x10JFIF'],
    ['text in UTF-16', '\xff\xfeB\0\xe3'],
    ['a video of another kind', 'RIFF\x24\0\0\0AVI LIST'],
    ['Matroska', '\x1a\x45\xdf\xa3'],
    ['raw AAC', '\xff\xf1\x50\x80'],
    ['a program', '\x7fELF'],
    ['a document', '%PDF-1.7'],
  ])('is nothing that is taken in: %s', (_, head) => {
    expect(containerOf(bytes(head))).toBeUndefined();
  });

  it.each([
    ['what it says', 'RIFF\x24\0\0\0WAVE', 44],
    ['unknown when it was written to a pipe', 'RIFF\xff\xff\xff\xffWAVE', undefined],
    ['unknown when it was never finished', 'RIFF\0\0\0\0WAVE', undefined],
    ['unknown for others', 'OggS\x24\0\0\0', undefined],
  ])('of a WAV file has the length of %s', (_, head, expected) => {
    expect(declaredBytes(bytes(head))).toBe(expected);
  });
});
