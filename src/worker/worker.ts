import { expose } from 'comlink';
import { FramePacker } from './frame-packer.ts';
import { EngineHost } from './host.ts';

/** The worker: the engine behind a message port, and nothing else. */
expose(new EngineHost(new FramePacker()));
