import type { StoryWords } from './words.ts';

export const SCALE: Readonly<Record<string, StoryWords>> = {
  large: {
    title: '九个 store 上的一百个 Region',
    shows:
      '三个可用区中三百个副本，领导者为深色。然后整个 store 被杀死：它的副本有三分之一在领导，于是它三分之一的格子在别处亮起，那里的 follower 竞选。',
    beats: {
      start: '九个 store，一百个 Region。每个 Region 选出 leader。',
      killed: 'store 5 死了。它领导的 Region 没有 leader：其余副本等待选举超时。',
      back: 'store 5 回来，处处是 follower。它从各 leader 追赶；没有人主动交还领导权。',
    },
  },
  huge: {
    title: '三十个 store 上的一千个 Region',
    shows:
      '三千个副本，每个一个记号。无事可做的 Region 休眠：leader 停发心跳，follower 停止计时，直到一次写或一个丢失的 store 唤醒它们。',
    beats: {
      start: '三十个 store，一千个 Region：每个记号是一个副本，按键的次序。',
      led: '最初的写得到答复。每个写只碰一千个 Region 中的一个。',
      asleep: '记号变淡：没有工作的 Region 休眠，心跳停止。',
    },
  },
};
