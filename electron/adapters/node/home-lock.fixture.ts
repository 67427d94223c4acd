/** Takes the lock of the folder it is given, says whether it did, and holds it until its input ends or it is killed. */
import { takeHomeLock } from './home-lock.ts'

const outcome = await takeHomeLock(process.argv[2] ?? '', 'headless')
process.stdout.write('lock' in outcome ? 'taken\n' : 'held\n')
process.stdin
  .on('end', () => {
    if ('lock' in outcome) void outcome.lock.release()
  })
  .resume()
