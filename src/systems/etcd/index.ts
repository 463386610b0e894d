export { EtcdActor } from './actor.ts';
