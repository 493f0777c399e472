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
    // EWOULDBLOCK of Linux and of macOS, and a sharing violation of Windows: what opening a file says that another process holds.
    private const int LinuxBusy = 11, MacBusy = 35, WindowsBusy = unchecked((int)0x80070020);

    /// <summary>Where names are held; empty where this user has no folder of his own.</summary>
    public static string Folder => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } own ? Path.Combine(own, "rialto", "desks") : "";

    /// <summary>Stands for an account in files: nobody learns the key from it.</summary>
    /// <param name="key">Public part of the key.</param>
    public static string AccountOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8));

    /// <summary>What stands for the key where a gateway has it: its socket.</summary>
    public static string KeyOf(string gateway) => "gateway:" + Path.GetFullPath(gateway);

    /// <summary>Takes a name at an account.</summary>
    /// <param name="folder"><see cref="Folder"/>.</param>
    /// <param name="desk">The desk's name.</param>
    /// <param name="venue">Where.</param>
    /// <param name="key">Public part of the key, or <see cref="KeyOf"/>; only a hash of it is written.</param>
    /// <param name="unguarded">Why nobody would notice another desk of this name; null where it is held.</param>
    /// <returns>Lets go of it; null where it could not be taken, and nobody has it.</returns>
    /// <exception cref="IOException">Another desk has it.</exception>
    public static IDisposable? Hold(string folder, string desk, FeedVenue venue, string key, out string? unguarded)
    {
        unguarded = folder.Length == 0 ? "this user has no folder of his own (HOME)" : null;
        if (unguarded is not null)
            return null;
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, $"{venue}-{AccountOf(key)}-{desk}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException || (problem is IOException && problem.HResult is not (LinuxBusy or MacBusy or WindowsBusy)))
        {
            unguarded = problem.Message;
            return null;
        }
    }
}
