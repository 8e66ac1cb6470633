/** Whoever looks at a page, as far as it is shown. */
export interface Viewer {
  readonly name: string;
  readonly workspace: string;
  /** Where links have to name the workspace; null where they lead to this one anyway. */
  readonly namedWorkspace: string | null;
  /** To be sent along with every form. */
  readonly formToken: string;
  /** A path of ours, in the workspace that is looked at. */
  link(path: string, query?: Readonly<Record<string, string>>): string;
}

export function toViewer(options: {
  readonly name: string;
  readonly workspace: string;
  readonly formToken: string;
  /** It is where links lead that name none. */
  readonly isUsualWorkspace: boolean;
}): Viewer {
  const { name, workspace, formToken, isUsualWorkspace } = options;
  const namedWorkspace = isUsualWorkspace ? null : workspace;
  return {
    name,
    workspace,
    namedWorkspace,
    formToken,
    link(path, query = {}) {
      const named = namedWorkspace === null ? {} : { workspace: namedWorkspace };
      const asked = new URLSearchParams({ ...query, ...named }).toString();
      return asked === '' ? path : `${path}?${asked}`;
    },
  };
}
