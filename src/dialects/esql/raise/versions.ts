import type { Span } from '../../../base/source.js';
import { NO_SPAN } from '../../../base/source.js';
import { ESQL_FORMS, type FormId, type Need } from '../../../catalogue/esql-forms.js';
import { spokenVersion } from '../../targets.js';
import { functionSince } from '../releases.js';
import type { Raising } from './context.js';
import { refuse } from './context.js';

/** Refuses functions and forms that the target version of Elasticsearch does not have yet, however they came into the tree. */
export function checkVersions(needs: readonly Need[], raising: Raising): void {
  for (const { what, since } of needs) {
    if (!raising.has(since)) raising.attempt(() => refuse(what, `it needs Elasticsearch ${spokenVersion(since)}`, NO_SPAN));
  }
}

export const hasForm = (id: FormId, raising: Raising): boolean => raising.has(ESQL_FORMS[id].since);

/** Refuses `what` where the target does not have the form that says it. */
export function needsForm(id: FormId, what: string, at: Span, raising: Raising): void {
  const { title, since } = ESQL_FORMS[id];
  if (!hasForm(id, raising)) refuse(what, title === what ? `it needs Elasticsearch ${spokenVersion(since)}` : `${title} needs Elasticsearch ${spokenVersion(since)}`, at);
}

/** Refuses `what` where the target does not have the function that says it. */
export function needsFunction(name: string, what: string, at: Span, raising: Raising): void {
  const since = functionSince(name);
  if (since !== undefined && !raising.has(since)) refuse(what, `${name} needs Elasticsearch ${spokenVersion(since)}`, at);
}
