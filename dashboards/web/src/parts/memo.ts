import { Component, type ComponentType, h } from 'preact';

/** A component that renders anew only when one of its properties is another value. */
export function memo<P extends object>(Inner: ComponentType<P>): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const [before, after] = [this.props, next] as const;
      const names = Object.keys(after) as (keyof P)[];
      return names.length !== Object.keys(before).length || names.some((name) => !Object.is(before[name], after[name]));
    }
    render() {
      return h(Inner as ComponentType<object>, this.props);
    }
  };
}
