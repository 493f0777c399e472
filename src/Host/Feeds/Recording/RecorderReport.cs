namespace Rialto.Host.Feeds.Recording;

/// <summary>What a recorder has done so far, at one moment.</summary>
/// <param name="File">The file that is written now; empty before the first.</param>
/// <param name="Files">Files begun.</param>
/// <param name="Frames">Messages received and written.</param>
/// <param name="Records">Lines written.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="WaitingBytes">What waits in the queue.</param>
/// <param name="Lost">Records that found the queue full, or were too long for a line, and are not in the files.</param>
/// <param name="Problem">Why nothing can be written at present, for a person to read; empty while all is well.</param>
internal sealed record RecorderReport(string File, int Files, long Frames, long Records, long Bytes, long WaitingBytes, long Lost, string Problem)
{
    /// <summary>Sockets opened.</summary>
    public int Sockets { get; init; }
}
