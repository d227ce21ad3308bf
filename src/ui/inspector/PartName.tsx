/** The name of a part of an object, in its place among the fields. */
import css from './part.module.css';

/** A name that can be changed, as the rest of the part; one that is taken or empty is put back. */
export function PartName({
  name,
  label,
  taken,
  onName,
}: {
  readonly name: string;
  readonly label: string;
  readonly taken: readonly string[];
  readonly onName: (name: string) => void;
}) {
  return (
    <input
      className={css['name']}
      aria-label={label}
      defaultValue={name}
      spellCheck={false}
      onKeyDown={(e) => e.key === 'Enter' && e.currentTarget.blur()}
      onBlur={(e) => {
        const to = e.target.value.trim();
        if (to === '' || taken.includes(to) || to in Object.prototype) e.target.value = name;
        else onName(to);
      }}
    />
  );
}
