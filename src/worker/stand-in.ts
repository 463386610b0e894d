/** A part of the engine was used before it has been fetched. */
export class NotFetched extends Error {
  override readonly name = 'NotFetched';
}

/** What `attempt` gives, or null when it needs a part of the engine that has not been fetched. */
export function unlessLate<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof NotFetched) return null;
    throw error;
  }
}

type Part = ((...args: unknown[]) => unknown) & (new (...args: unknown[]) => object);

/**
 * Stands for a class, a function or a table of a part of the engine that is fetched later, and passes on to it what is asked of
 * it once `find` finds it. Until then nothing is an instance of it, and any other use throws {@link NotFetched}. The build
 * puts these where the prelude imports a late part (`scripts/late-parts.mjs`).
 */
export function standIn(find: () => Part | undefined): object {
  const real = (): Part => {
    const found = find();
    if (found === undefined) throw new NotFetched('a part of the engine has not been fetched');
    return found;
  };
  return new Proxy<object>(place, {
    apply: (_, self, args) => Reflect.apply(real(), self, args),
    construct: (_, args) => Reflect.construct(real(), args),
    get: (_, key) =>
      key === Symbol.hasInstance && find() === undefined ? () => false : Reflect.get(real(), key),
  });
}

/** Can be called and constructed, so that what stands for something can. */
function place(): void {}
