// A component that is drawn anew only where what it is handed says something else: what `memo` of preact/compat does, without all
// else that comes with it (1.7 KB of the first load).
import { Component, type FunctionComponent, h } from 'preact';

export function memo<Props extends object>(
  Shown: FunctionComponent<Props>,
  isSame: (before: Props, after: Props) => boolean,
): new (
  props: Props,
) => Component<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(after: Props): boolean {
      return !isSame(this.props as Props, after);
    }

    override render() {
      return h(Shown, this.props as Props);
    }
  };
}
