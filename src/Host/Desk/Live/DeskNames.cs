using System.Security.Cryptography;
using System.Text;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Live;

/// <summary>
/// Which desks of this user trade with which key: two of one name at one account would take each other's orders for their own lost ones and cancel them. On this machine; the system lets go of what a dead
/// process held.
/// </summary>
internal static class DeskNames
{
    private static string Folder => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } own ? Path.Combine(own, "rialto", "desks") : "";

    /// <summary>Takes a name at an account.</summary>
    /// <param name="desk">The desk's name.</param>
    /// <param name="venue">Where.</param>
    /// <param name="key">Public part of the key; only a hash of it is written.</param>
    /// <returns>Lets go of it; null where this user has no folder of his own.</returns>
    /// <exception cref="IOException">Another desk has it.</exception>
    public static IDisposable? Hold(string desk, FeedVenue venue, string key)
    {
        if (Folder.Length == 0)
            return null;
        Directory.CreateDirectory(Folder);
        var account = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8));
        return new FileStream(Path.Combine(Folder, $"{venue}-{account}-{desk}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }
}
