import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../main/core/ports';
import type { Settings } from '../../../preload/contract/contract';
import { settingText } from '../../../renderer/screens/settings/settingTexts';
import { words } from '../../../renderer/words';

describe('the usual value of a setting', () => {
  it.each(Object.keys(DEFAULT_SETTINGS) as (keyof Settings)[])('%s: what the row says is what a first start has', (name) => {
    expect(words.settings.usual[name]).toBe(settingText(name, DEFAULT_SETTINGS));
  });
});
