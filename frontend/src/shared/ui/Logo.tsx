export function Logo({ className = 'size-6' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={`${className} text-glacier`} aria-hidden="true">
      <path
        d="M16 2v28M3.9 9l24.2 14M28.1 9 3.9 23M16 9.5l4-2.8M16 9.5l-4-2.8M16 22.5l4 2.8M16 22.5l-4 2.8"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}
