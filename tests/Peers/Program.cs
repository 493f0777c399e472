using System.Globalization;
using Rialto.Peers;

// write PATH CAPACITY COUNT: publishes so many messages and then only beats. read PATH COUNT: reads until so many were read or missed. Both say "ready" once they stand.
return args switch
{
    ["write", var path, var capacity, var count] => RingPeer.Write(path, int.Parse(capacity, CultureInfo.InvariantCulture), long.Parse(count, CultureInfo.InvariantCulture)),
    ["read", var path, var count] => RingPeer.Read(path, long.Parse(count, CultureInfo.InvariantCulture)),
    _ => 2,
};
