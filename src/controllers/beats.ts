/** Who wants to be called at an interval. */
export interface Beating {
  /** Says whether it does anything; `isFirst`: whether nobody has done so before in this beat. */
  beat(isFirst: boolean): boolean;
}

interface Rhythm {
  readonly members: Set<Beating>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** How far a beat may be off its interval, so that pages which were opened together do not all ask at once. */
const JITTER = 0.1;

const rhythms = new Map<number, Rhythm>();

/**
 * Calls `member` about every so many seconds, all of a page that have the same interval in the same task: what they ask for
 * can then leave together. Returns what ends it.
 */
export function joinBeat(seconds: number, member: Beating): () => void {
  let rhythm = rhythms.get(seconds);
  if (!rhythm) {
    rhythms.set(seconds, (rhythm = { members: new Set(), timer: undefined }));
    wait(seconds, rhythm);
  }
  const { members } = rhythm;
  members.add(member);
  return () => {
    members.delete(member);
    if (members.size > 0 || rhythms.get(seconds) !== rhythm) return;
    clearTimeout(rhythm.timer);
    rhythms.delete(seconds);
  };
}

function wait(seconds: number, rhythm: Rhythm): void {
  const off = 1 + JITTER * (2 * Math.random() - 1);
  rhythm.timer = setTimeout(
    () => {
      wait(seconds, rhythm);
      let isFirst = true;
      for (const member of [...rhythm.members]) if (member.beat(isFirst)) isFirst = false;
    },
    seconds * 1000 * off,
  );
}
