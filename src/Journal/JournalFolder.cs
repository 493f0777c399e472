using Rialto.Journal.Storage;
using Rialto.Runtime.Files;

namespace Rialto.Journal;

/// <summary>
/// A journal opened for writing: the folder, created where it is missing, and the lock that keeps a second writer out until this is disposed or the process ends.
/// Next: <see cref="Recovery.Replay"/>, then <see cref="JournalWriter"/>. Readers need none of this, see <see cref="JournalReader"/>.
/// </summary>
public sealed class JournalFolder : IDisposable
{
    private const string LockName = "journal.lock";
    private readonly FileStream? _lock;

    private JournalFolder(JournalOptions options, ISegmentStore store, FileStream? @lock)
    {
        Options = options;
        Store = store;
        _lock = @lock;
    }

    /// <summary>How it is kept.</summary>
    public JournalOptions Options { get; }

    internal ISegmentStore Store { get; }

    /// <summary>Opens and locks.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="JournalLockedException">Another writer has it.</exception>
    /// <exception cref="IOException">The folder cannot be created or written to.</exception>
    public static JournalFolder Open(JournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("the journal is little endian, and so must the machine be");
        Directory.CreateDirectory(options.Directory);
        return new JournalFolder(options, new FolderStore(options.Directory), Lock(options.Directory));
    }

    /// <summary>A journal on another store, without a lock.</summary>
    internal static JournalFolder On(ISegmentStore store, JournalOptions options)
    {
        options.Validate();
        return new JournalFolder(options, store, null);
    }

    /// <summary>Gives the lock up. After the writer is closed.</summary>
    public void Dispose() => _lock?.Dispose();

    private static FileStream Lock(string directory)
    {
        try
        {
            // The system lets the lock go when the process dies, however it dies.
            return new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inner) when (SharingViolation.Is(inner))
        {
            throw new JournalLockedException(directory, inner);
        }
    }
}
