namespace Rialto.Gateways.Fix.Application;

/// <summary>What the hub of FIX sessions remembers from one process to the next: whose sessions were, and up to which command they have all been told. The fan-out thread, but for the log.</summary>
internal sealed class FixRecords : IDisposable
{
    private readonly string _folder;
    private FixToldMark? _mark;

    /// <param name="folder">The folder of the sessions.</param>
    /// <exception cref="IOException">It cannot be had.</exception>
    public FixRecords(string folder)
    {
        _folder = folder;
        Sessions = new FixSessionLog(folder);
        if (!File.Exists(FixToldMark.PathIn(folder)))
            return;
        Begin();
        Told = _mark?.Sequence ?? 0;
    }

    /// <summary>Whose sessions were.</summary>
    public FixSessionLog Sessions { get; }

    /// <summary>Up to which command the process before has told; 0 where that is not known.</summary>
    public long Told { get; }

    /// <summary>There are sessions to be told from now on.</summary>
    public void Begin()
    {
        try
        {
            _mark ??= new FixToldMark(_folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Without it a start that begins with a snapshot says that reports may be missing, which is true of all that is known then.
        }
    }

    /// <summary>All sessions have been told up to this command.</summary>
    public void Note(long sequence)
    {
        if (_mark is not null)
            _mark.Sequence = sequence;
    }

    /// <inheritdoc/>
    public void Dispose() => _mark?.Dispose();
}
