using System.Security.Cryptography;
using Rialto.Venue;

namespace Rialto.BackOffice.Replay;

/// <summary>Keys for the hash tables of exchanges that strangers' orders reach, also those that only repeat them: drawn by the system, one for each.</summary>
public static class FreshKey
{
    /// <summary>Another one each time. Any thread.</summary>
    public static TableKey Draw() => TableKey.Of(RandomNumberGenerator.GetBytes(TableKey.SizeBytes));
}
