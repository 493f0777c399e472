namespace Rialto.Wire.Files.Historical;

/// <summary>A line or message of a historical file that could not be read, and was passed over.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Row">The line or message, from 1; 0 for the file as such.</param>
/// <param name="Reason">What is wrong.</param>
public readonly record struct FileFault(string File, long Row, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Row > 0 ? $"{File}, row {Row}: {Reason}" : $"{File}: {Reason}";
}

/// <summary>How often something was wrong with a file, and the first faults. A reader never throws for what a file holds.</summary>
public sealed class FileFaults
{
    /// <summary>Faults kept.</summary>
    public const int KeptMax = 100;

    private readonly List<FileFault> _first = [];

    /// <summary>How many in all.</summary>
    public long Count { get; private set; }

    /// <summary>The first ones.</summary>
    public IReadOnlyList<FileFault> First => _first;

    internal void Add(string file, long row, string reason)
    {
        if (Count++ < KeptMax)
            _first.Add(new FileFault(file, row, reason));
    }
}
