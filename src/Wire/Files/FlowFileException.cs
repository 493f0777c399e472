namespace Rialto.Wire.Files;

/// <summary>A recorded file cannot be read: which file, which row (or record), and why. Thrown by the cold readers of whole files only.</summary>
public sealed class FlowFileException : IOException
{
    /// <summary>Says what is wrong where.</summary>
    /// <param name="file">The file's name as given by the caller.</param>
    /// <param name="row">The row or record, from 1; 0 for the file as such.</param>
    /// <param name="reason">What is wrong, without the place.</param>
    public FlowFileException(string file, long row, string reason)
        : base(row > 0 ? $"{file}, row {row}: {reason}" : $"{file}: {reason}")
    {
        File = file;
        Row = row;
        Reason = reason;
    }

    /// <summary>The file's name as given by the caller.</summary>
    public string File { get; }

    /// <summary>The row or record, from 1; 0 for the file as such.</summary>
    public long Row { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }
}
