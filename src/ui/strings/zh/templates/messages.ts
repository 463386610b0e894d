import type { Template } from '../../translator.ts';

/** What a hand does to one message on its way. */
export const MESSAGES: readonly Template[] = [
  ['drop message {n}', '丢弃消息 {n}'],
  ['delay message {n} by {time}', '把消息 {n} 推迟 {time}'],
  ['duplicate message {n}, {time} later', '{time} 后把消息 {n} 再送一次'],
  ['duplicate message {n}', '把消息 {n} 再送一次'],
  ['drop the message {label!} from {a} to {b}', '丢弃从 {a} 到 {b} 的消息 {label!}'],
  ['delay the message {label!} from {a} to {b} by {time}', '把从 {a} 到 {b} 的消息 {label!} 推迟 {time}'],
  [
    'duplicate the message {label!} from {a} to {b}, {time} later',
    '把从 {a} 到 {b} 的消息 {label!} 再送一次，晚 {time}',
  ],
  ['duplicate the message {label!} from {a} to {b}', '把从 {a} 到 {b} 的消息 {label!} 再送一次'],
  ['message {i} is not on its way now', '消息 {i} 此刻不在途中'],
  ['message {i} will not arrive anyway', '消息 {i} 本来就不会到达'],
  ['{p} is down: its connection ends behind the message', '{p} 已宕机：它的连接在这条消息之后结束'],
  [
    '{label!} travels on a stream that delivers each message once; only raft messages can come twice',
    '{label!} 走的是每条消息只送一次的流；只有 raft 消息会来两次',
  ],
  ['no: it gets lost on its way', '否：它会在途中丢失'],
];
