export interface StoryWords {
  readonly title: string;
  /** 它展示什么，不含关于慢时钟的那句。 */
  readonly shows: string;
  /** 字幕，按 beat 的 id。 */
  readonly beats: Readonly<Record<string, string>>;
}
