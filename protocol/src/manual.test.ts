import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERRORS } from './errors.ts';
import { ProblemCode } from './messages.ts';
import { TOPICS } from './topics.ts';

const page = (name: string) =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8').replaceAll(/ +\|/g, ' |');
/** Codes in the first column of the tables of a page. */
const firstColumn = (text: string) => [...text.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);

describe('the documentation', () => {
  it('has the table of errors and messages as the code has it, no more and no less', () => {
    const codes = [...Object.keys(ERRORS), ...Object.keys(TOPICS)];
    expect(firstColumn(page('internals/errors.md'))).toEqual(codes);
  });

  it.each(Object.entries(ERRORS))('says of %s what the code says', (code, { http, owner, meaning }) => {
    expect(page('internals/errors.md')).toContain(`| \`${code}\` | ${http} | ${owner} | ${meaning} |`);
  });

  it.each(Object.entries(TOPICS))(
    'says of the message %s how it travels',
    (name, { direction, retained, qos }) => {
      expect(page('internals/errors.md')).toContain(
        `| \`${name}\` | ${direction} | ${retained ? 'yes' : 'no'} | ${qos} |`,
      );
    },
  );

  it('tells the technician what to do about every ailment of a pole', () => {
    const codes = ProblemCode.anyOf.map((literal) => literal.const);
    const manual = firstColumn(page('technicians-manual.md'));
    expect(codes.filter((code) => !manual.includes(code))).toEqual([]);
  });
});
