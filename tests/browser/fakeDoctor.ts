/** The doctor of a fake main: what the scenario says is found; mending takes away what may be mended. */
import type { Part } from './fakeParts';
import type { Scenario } from './scenario';

export function doctorHandlers(scenario: Scenario): Part<'doctor'> {
  return {
    'doctor.run': () => ({ findings: scenario.findings }),
    'doctor.fix': () => {
      const fixed = scenario.findings.filter(({ mayFix }) => mayFix).map(({ what }) => what);
      scenario.findings = scenario.findings.filter(({ mayFix }) => !mayFix);
      return { fixed, failed: [], findings: scenario.findings };
    },
    'doctor.copy': () => ({ outcome: 'copied' }),
  };
}
