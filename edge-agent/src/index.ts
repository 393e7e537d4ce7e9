/**
 * The agent's public door, for pretend hardware and for tests of the whole system. Everything else is the agent's own.
 */
export { AMPLIFIER_FAULTS, AMPLIFIER_REGISTERS, CURRENT_WINDOW_MS } from './amplifier/registers.ts';
export { AGENT_CONFIG_KEYS } from './config-keys.ts';
export { readConfig, variableOf, type AgentConfig } from './config.ts';
export { Agent } from './agent.ts';
export { WallClock, type TimeExchange } from './health/wall-clock.ts';
export { enrolPole } from './link/enrol-runner.ts';
export type { CardReading } from './output/card-status-link.ts';
export { Follower } from './output/follower.ts';
export { LONG_BLOCK_FRAMES, PumpRunner, TICK_MS } from './output/pump-runner.ts';
export type { SampleSource } from './output/sample-source.ts';
export { srtpReceiver, srtpSender } from './receive/srtp.ts';
export { AGENT_VERSION } from './version.ts';
