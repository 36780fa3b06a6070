/** The few line drawings of the app; all decorative, since a name always stands beside or on the control. */
import type { ReactNode } from 'react';

function Icon({ children, size = 16 }: { children: ReactNode; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      {children}
    </svg>
  );
}

export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="mark-icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
    >
      <circle cx="7" cy="12" r="4.5" />
      <path d="M11.5 10c2.5 0 2.5 4 5 4s2.5-4 5-4" />
      <path d="M11.5 14c2.5 0 2.5-4 5-4s2.5 4 5 4" />
    </svg>
  );
}

export const KeyIcon = () => (
  <Icon>
    <circle cx="5" cy="8" r="3" />
    <path d="M8 8h7M12 8v3" />
  </Icon>
);
export const ShieldIcon = () => (
  <Icon>
    <path d="M8 1.5 13.5 4v4c0 3.2-2.3 5.6-5.5 6.5C4.8 13.6 2.5 11.2 2.5 8V4z" />
    <path d="m5.5 8 2 2 3.5-3.5" />
  </Icon>
);
export const StopIcon = () => (
  <Icon>
    <path d="M5.5 1.5h5l4 4v5l-4 4h-5l-4-4v-5zM8 4.5v4M8 11v.5" />
  </Icon>
);
export const FileSearchIcon = () => (
  <Icon>
    <path d="M6 14H3.500V2h6L12.500 5v2" />
    <circle cx="10" cy="10.500" r="2.500" />
    <path d="m12 12.500 2 2" />
  </Icon>
);
export const SlidersIcon = () => (
  <Icon>
    <path d="M2 4h8M13 4h1M2 12h1M6 12h8" />
    <circle cx="11.5" cy="4" r="1.7" />
    <circle cx="4.5" cy="12" r="1.7" />
  </Icon>
);
export const ChevronIcon = () => (
  <Icon size={12}>
    <path d="m3.5 6 4.500 4.500L12.500 6" />
  </Icon>
);
export const DotsIcon = () => (
  <Icon>
    <path d="M3 8h.01M8 8h.01M13 8h.01" strokeWidth="2.200" strokeLinecap="round" />
  </Icon>
);
export const CrossIcon = () => (
  <Icon size={12}>
    <path d="m3.500 3.500 9 9M12.500 3.500l-9 9" />
  </Icon>
);
export const SearchIcon = () => (
  <Icon size={14}>
    <circle cx="7" cy="7" r="4.500" />
    <path d="m10.500 10.500 4 4" />
  </Icon>
);

export const ClockIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.5" />
    <path d="M8 5v3.2l2.2 1.3" />
  </Icon>
);
