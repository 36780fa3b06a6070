/** Works on all of `items`, `limit` of them at a time; answers in their order. What rejects ends it, so `work` had better not. */
export async function inPool<A, B>(items: readonly A[], limit: number, work: (item: A) => Promise<B>): Promise<B[]> {
  const answers: B[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at] as A;
      answers[at] = await work(item);
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return answers;
}
