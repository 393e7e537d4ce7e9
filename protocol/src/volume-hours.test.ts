import { describe, expect, it } from 'vitest';
import { faultOfHours, volumeAt, type VolumeHour } from './volume-hours.ts';

const at = (time: string) => Date.parse(`2026-09-28T${time}+07:00`);
const hour = (from: string, until: string, percent: number): VolumeHour => {
  const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return { fromMinute: minute(from), untilMinute: minute(until), percent };
};
const settings = { volumePercent: 80, volumeHours: [hour('22:00', '05:00', 40), hour('12:00', '13:30', 60)] };

describe('the volume', () => {
  it.each([
    ['21:59:59.999', 80],
    ['22:00:00', 40],
    ['23:59', 40],
    ['00:00', 40],
    ['04:59:59', 40],
    ['05:00', 80],
    ['12:00', 60],
    ['13:29:59', 60],
    ['13:30', 80],
  ])('at %s is %i %%, by the clock of Viet Nam', (time, percent) => {
    expect(volumeAt(settings, { now: at(time.length === 5 ? `${time}:00` : time), isEmergency: false })).toBe(
      percent,
    );
  });

  it('is the normal one while the time is not known, and where no hours are set', () => {
    expect(volumeAt(settings, { now: null, isEmergency: false })).toBe(80);
    expect(volumeAt({ volumePercent: 70 }, { now: at('23:00:00'), isEmergency: false })).toBe(70);
  });

  it('of an emergency is the greater of both', () => {
    expect(volumeAt(settings, { now: at('23:00:00'), isEmergency: true })).toBe(80);
    const loudNoon = { volumePercent: 50, volumeHours: [hour('12:00', '13:00', 90)] };
    expect(volumeAt(loudNoon, { now: at('12:30:00'), isEmergency: true })).toBe(90);
  });
});

describe('a list of hours', () => {
  it.each([
    ['with none is right', [], null],
    ['that follow each other is right', [hour('22:00', '05:00', 40), hour('05:00', '06:00', 60)], null],
    ['with one that lasts no time is refused', [hour('05:00', '05:00', 40)], 'empty'],
    [
      'that overlap over midnight is refused',
      [hour('22:00', '05:00', 40), hour('04:00', '06:00', 60)],
      'overlap',
    ],
    [
      'with one inside another is refused',
      [hour('10:00', '11:00', 40), hour('08:00', '12:00', 60)],
      'overlap',
    ],
    ['with the same twice is refused', [hour('10:00', '11:00', 40), hour('10:00', '11:00', 60)], 'overlap'],
  ])('%s', (_, hours, fault) => {
    expect(faultOfHours(hours)).toBe(fault);
  });
});
