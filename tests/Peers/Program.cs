using System.Globalization;
using Rialto.Peers;

// write PATH CAPACITY COUNT: publishes so many messages and then only beats. read PATH COUNT: reads until so many were read or missed. Both say "ready" once they stand.
// govern FOLDER KEY LIMIT SECONDS: takes weight from a shared budget, one by one, until there is none for now, and says how much it got. hold FOLDER KEY: takes without end.
return args switch
{
    ["write", var path, var capacity, var count] => RingPeer.Write(path, int.Parse(capacity, CultureInfo.InvariantCulture), long.Parse(count, CultureInfo.InvariantCulture)),
    ["read", var path, var count] => RingPeer.Read(path, long.Parse(count, CultureInfo.InvariantCulture)),
    ["govern", var folder, var key, var limit, var seconds] => GovernorPeer.Take(folder, key, int.Parse(limit, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture)),
    ["hold", var folder, var key] => GovernorPeer.TakeWithoutEnd(folder, key),
    _ => 2,
};
