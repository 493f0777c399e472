using System.Runtime.InteropServices;
using System.Text;

namespace Rialto.Runtime.Shared;

/// <summary>
/// The one word that readers have for the writer of rings, which they cannot write to: an empty file beside the rings that is there or is not. Whoever may write into the folder may ask; any number
/// of readers that ask before the writer looks are one request. Any process; each object belongs to one thread.
/// </summary>
/// <param name="folder">The rings' folder.</param>
/// <param name="name">Name of the file.</param>
public sealed unsafe partial class SharedRequest(string folder, string name)
{
    private readonly string _path = Path.Combine(folder, name);

    // As the system wants it: the look is made many times a second by a thread that allocates nothing.
    private readonly byte[] _pathBytes = Encoding.UTF8.GetBytes(Path.Combine(folder, name) + '\0');

    /// <summary>Asks. A reader's.</summary>
    /// <returns>Why it cannot, for a person to read; empty where it could.</returns>
    public string Make()
    {
        try
        {
            File.Create(_path).Dispose();
            return "";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
    }

    /// <summary>Looks whether somebody asks, and takes the request away. The writer's; two calls of the system at most.</summary>
    public bool TryTake()
    {
        if (!IsThere())
            return false;
        try
        {
            File.Delete(_path);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Somebody else's that we may not take away: it would ask for ever.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "access")]
    private static partial int Access(byte* path, int mode);

    private bool IsThere()
    {
        if (!OperatingSystem.IsLinux())
            return File.Exists(_path);

        // SAFETY: the bytes end with a zero and are pinned for the call.
        fixed (byte* path = _pathBytes)
            return Access(path, 0) == 0;
    }
}
