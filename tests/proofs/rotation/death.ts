/** SIGKILL at an exact step: before or after a call of a port, counted from the moment that the harness says. */
export interface Death {
  /** The same object; around each of `verbs` it passes a step. */
  around<T extends object>(name: string, port: T, verbs: readonly (keyof T & string)[]): T;
  /** From here on steps are counted anew; at this one the process dies. Null: at none. */
  at(nth: number | null): void;
  /** Those passed since, by name. */
  steps(): string[];
}

export function startDeath(): Death {
  let passed: string[] = [];
  let deadly: number | null = null;

  function pass(step: string): void {
    passed.push(step);
    if (passed.length - 1 === deadly) process.kill(process.pid, 'SIGKILL');
  }

  return {
    around(name, port, verbs) {
      const wrapped = { ...port };
      for (const verb of verbs) {
        const real = port[verb] as unknown as (...input: unknown[]) => Promise<unknown>;
        const watched = async (...input: unknown[]): Promise<unknown> => {
          pass(`before ${name}.${verb}`);
          try {
            return await real.apply(port, input);
          } finally {
            pass(`after ${name}.${verb}`);
          }
        };
        Object.assign(wrapped, { [verb]: watched });
      }
      return wrapped;
    },
    at(nth) {
      passed = [];
      deadly = nth;
    },
    steps: () => passed,
  };
}
