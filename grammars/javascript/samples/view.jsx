import { h } from "preact";
import * as store from "../store.js";
export { store as state };

export default ({ items }) => (
  <ul>
    {items.map((item) => (
      <li key={item.id}>{item.label}</li>
    ))}
  </ul>
);

export const Row = ({ item }) => {
  return <tr title="row">{item}</tr>;
};
