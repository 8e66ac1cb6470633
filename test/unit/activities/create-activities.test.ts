import { expect, test } from 'vitest';
import { createActivities } from '../../../src/activities/create-activities.js';
import { isValidId } from '../../../src/domain/ids.js';
import { givenTask } from './activity-fixture.js';

test('no action and no kind can have the name of an activity of the engine', async () => {
  const { deps } = await givenTask('action: noop');
  const names = Object.keys(createActivities({ ordinary: deps, local: deps }));
  expect(names.filter((name) => isValidId(name))).toEqual(['default']);
});
