/** What became of the last act; floats above the foot, so nothing moves. Good news goes by itself, bad news waits to be read. */
import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import { CrossIcon } from '../../components/Icons';
import { errorText } from '../../errorText';
import { tell, useDesk } from '../../stores/desk';
import { words } from '../../words';

const SHOWN_MS = 8000;

export function NoticeBar() {
  const notice = useDesk((desk) => desk.notice);
  useEffect(() => {
    if (notice?.kind !== 'good') return undefined;
    const timer = setTimeout(() => {
      tell(null);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [notice]);
  const bad = notice?.kind === 'bad' ? errorText(notice.error) : null;
  return (
    <div className="notice-place">
      <div role="status" className="unseen">
        {notice?.kind === 'good' && notice.text}
      </div>
      {notice !== null && (
        <div className="notice" data-tone={notice.kind} role={bad === null ? undefined : 'alert'}>
          <span className="break">
            {notice.kind === 'good' && <span aria-hidden="true">{notice.text}</span>}
            {bad !== null && (
              <>
                <strong>{bad.title}</strong> {bad.next}{' '}
                {bad.requestId !== null && <span className="request">{words.common.request(bad.requestId)}</span>}
              </>
            )}
          </span>
          <Button
            className="icon-button"
            aria-label={words.common.dismiss}
            onPress={() => {
              tell(null);
            }}
          >
            <CrossIcon />
          </Button>
        </div>
      )}
    </div>
  );
}
