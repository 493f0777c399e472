namespace Rialto.Host.Feeds.Recording;

/// <summary>How a recorder writes. Immutable.</summary>
/// <param name="Folder">Where its files go; made where it is missing.</param>
internal sealed record RecorderOptions(string Folder)
{
    /// <summary>A file of so many bytes is followed by another.</summary>
    public long RotateBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>So is one of this age; zero for never.</summary>
    public TimeSpan RotateAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A segment is packed and written at the latest after this: what a killed process loses.</summary>
    public TimeSpan SegmentAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>And when its lines have so many bytes.</summary>
    public int SegmentBytes { get; init; } = 1024 * 1024;

    /// <summary>How often what was written is forced onto the disk (fsync), which a power cut does not take back; zero after every segment, less than zero never.</summary>
    public TimeSpan SyncAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that may wait to be written; there are two such buffers. What is larger alone is lost, as what finds them full.</summary>
    public int QueueBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Records that may wait to be written.</summary>
    public int QueueRecords { get; init; } = 128 * 1024;

    /// <summary>A disk that is full is tried again after this.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a recorder that is told to end goes on trying where the disk does not take what it has; one limit for all of it.</summary>
    public TimeSpan CloseLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Who records, as the first line of a file says.</summary>
    public string Recorder { get; init; } = "rialto";
}
