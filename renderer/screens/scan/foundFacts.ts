/** What a look found, by file; pure. */
import type { FoundPlace, FoundToken, ScanState } from '../../../preload/contract/contract';
import { words } from '../../words';

const text = words.scan;

/** One token in one file, with every place that it has there. */
export interface FoundHere {
  token: FoundToken;
  places: readonly FoundPlace[];
}
export interface FoundFile {
  path: string;
  kind: FoundPlace['kind'];
  tokens: readonly FoundHere[];
}
export type Act = 'ask' | 'keep' | 'scrub' | 'rotate' | 'revoke';

export function byFile(tokens: readonly FoundToken[]): FoundFile[] {
  const files = new Map<string, { path: string; kind: FoundPlace['kind']; tokens: FoundHere[] }>();
  for (const token of tokens) {
    const here = new Map<string, FoundPlace[]>();
    for (const place of token.places) here.set(place.path, [...(here.get(place.path) ?? []), place]);
    for (const [path, places] of here) {
      const file = files.get(path) ?? { path, kind: places[0]?.kind ?? 'other', tokens: [] };
      file.tokens.push({ token, places });
      files.set(path, file);
    }
  }
  return [...files.values()];
}

/** Label, or that nobody knows it, and last 4; never more of it. */
export const foundName = ({ label, account, last4 }: FoundToken) =>
  `${label ?? (account === null ? text.unknown : words.tokens.unlabelled)} ····${last4}`;

const LINES = 4;
export function linesText(places: readonly FoundPlace[]): string {
  const lines = [...new Set(places.map(({ line }) => line))];
  return text.line(lines.slice(0, LINES), Math.max(0, lines.length - LINES));
}
export const contextText = (places: readonly FoundPlace[]) => [...new Set(places.map(({ context }) => text.contexts[context]))].join(', ');

export const stillThere = (places: readonly FoundPlace[]) => places.filter((place) => !place.isScrubbed);

/** What may be done with it now. Nobody is asked where no account says which platform. */
export function actsOn({ token, places }: FoundHere, askHost: ScanState['askHost']): Act[] {
  const isOurs = token.account !== null && token.state !== 'expired';
  return [
    ...(token.mayAsk && askHost !== null ? (['ask'] as const) : []),
    ...(isOurs && !token.isHeld ? (['keep'] as const) : []),
    ...(stillThere(places).length > 0 ? (['scrub'] as const) : []),
    ...(isOurs && token.isHeld ? (['rotate'] as const) : []),
    ...(isOurs ? (['revoke'] as const) : []),
  ];
}
