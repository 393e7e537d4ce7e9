import { describe, expect, it } from 'vitest';
import { LoaError } from '@loa/protocol';
import { CONFIG_KEYS } from './config-keys.ts';
import { readConfig, variableOf } from './config.ts';

const refusal = (environment: Record<string, string>, fileText?: string): LoaError => {
  try {
    readConfig(environment, fileText);
  } catch (error) {
    if (error instanceof LoaError) return error;
  }
  throw new Error('was not refused');
};

describe('the configuration', () => {
  it('is complete without a single setting', () => {
    const config = readConfig({ PATH: '/usr/bin' });
    expect(Object.keys(config).sort()).toEqual(Object.keys(CONFIG_KEYS).sort());
    expect(config).toMatchObject({ httpsPort: 8443, listenHost: '127.0.0.1', announcedHost: '127.0.0.1' });
  });

  it('believes the environment more than the file', () => {
    const file = JSON.stringify({ httpsPort: 1000, maxUploadMb: 20 });
    const config = readConfig({ LOA_HTTPS_PORT: '2000' }, file);
    expect(config).toMatchObject({ httpsPort: 2000, maxUploadMb: 20 });
  });

  it('names the nearest setting to one that does not exist, in the file and in the environment', () => {
    expect(refusal({ LOA_HTTP_PORT: '1' })).toMatchObject({
      code: 'config.unknown-key',
      details: { key: 'LOA_HTTP_PORT', nearest: 'LOA_HTTPS_PORT' },
    });
    expect(refusal({}, '{"announcedhosts":"x"}').details).toEqual({
      key: 'announcedhosts',
      nearest: 'announcedHost',
    });
  });

  it.each([
    ['a port beyond the last', { LOA_HTTPS_PORT: '65536' }],
    ['a number with a unit behind it', { LOA_MAX_UPLOAD_MB: '300MB' }],
    ['an empty number', { LOA_MAX_UPLOAD_MB: '' }],
    ['half a minute', { LOA_MAX_MEDIA_MINUTES: '0.5' }],
    ['a level that no logger has', { LOA_LOG_LEVEL: 'loud' }],
  ])('refuses %s', (_what, environment) => {
    expect(refusal(environment).code).toBe('config.invalid');
  });

  it('refuses a file that is no JSON object', () => {
    expect(refusal({}, 'httpsPort: 8443').code).toBe('config.invalid');
    expect(refusal({}, '[]').code).toBe('config.invalid');
  });

  it('leaves the variables of the other programs alone', () => {
    expect(() =>
      readConfig({ LOA_AGENT_DATA_FOLDER: '/x', LOA_DEMO_DATA: '/y', LOA_CACHE: '/z' }),
    ).not.toThrow();
  });

  it('wants a name to be called by when it listens on all addresses', () => {
    expect(refusal({ LOA_LISTEN_HOST: '0.0.0.0' }).details).toMatchObject({ key: 'announcedHost' });
    const named = readConfig({ LOA_LISTEN_HOST: '0.0.0.0', LOA_ANNOUNCED_HOST: 'loa.thanhsen.vn' });
    expect(named.announcedHost).toBe('loa.thanhsen.vn');
  });

  it('never repeats a secret in a refusal', () => {
    const long = 'x'.repeat(5000);
    expect(JSON.stringify(refusal({ LOA_MQTT_PASSWORD: long }).details)).not.toContain('xxx');
  });

  it('has a default within its own range for every setting', () => {
    for (const [name, key] of Object.entries(CONFIG_KEYS)) {
      expect(() => readConfig({ [variableOf(name)]: String(key.default) }), name).not.toThrow();
    }
  });
});
