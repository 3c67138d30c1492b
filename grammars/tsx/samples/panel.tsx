import React, { useState, type ReactNode } from "react";
import { Button } from "./button";
import styles from "./panel.module.css";

type Props = {
  title: string;
  children?: ReactNode;
  onClose?: () => void;
};

/** A box that can be folded. */
export function Panel({ title, children, onClose }: Props): JSX.Element {
  const [isOpen, setOpen] = useState<boolean>(true);
  const toggle = () => setOpen((open) => !open);
  return (
    <section className={styles.panel}>
      <h2 onClick={toggle}>{title}</h2>
      {/* the body */}
      {isOpen && <div>{children}</div>}
      <Button label={`Close ${title}`} onClick={onClose} />
    </section>
  );
}

export const Empty = <T,>(props: { item: T }) => null;

const Memo = React.memo(() => <Panel title="memo" />);

export class Board extends React.Component<Props> {
  state = { count: 0 };

  handleClick = () => {
    throw new Error("not implemented");
  };

  render() {
    return <Panel {...this.props} />;
  }
}

export default function App() {
  // TODO: compose the panels
}
