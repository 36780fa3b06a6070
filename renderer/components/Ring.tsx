/** A ring that empties as `left` falls from 1 to 0; decoration, the words beside it say the same. */
const ROUND = 2 * Math.PI * 9;

export function Ring({ left, tone }: { left: number; tone: 'good' | 'warn' }) {
  const share = Math.min(1, Math.max(0, left));
  return (
    <svg aria-hidden="true" className="ring" data-tone={tone} width="22" height="22" viewBox="0 0 22 22" fill="none" strokeWidth="2.500">
      <circle className="ring-rest" cx="11" cy="11" r="9" />
      <circle
        className="ring-left"
        cx="11"
        cy="11"
        r="9"
        strokeDasharray={`${String(share * ROUND)} ${String(ROUND)}`}
        transform="rotate(-90 11 11)"
      />
    </svg>
  );
}
