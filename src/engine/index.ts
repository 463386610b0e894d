/** The door of the engine: a scenario in, a run that can be moved, asked and acted on. */
export { createEngine } from './engine.ts';
export type { Advanced, Caption, Engine, EngineOptions, Refusal, TraceFilter, TraceLines } from './api.ts';
export { shrink, type Shrunk } from './shrink.ts';
export { violatedIn } from './exhibit.ts';
export { runTrial, type Failure, type Trial, type TrialOptions } from './trial.ts';
