namespace Rialto.Wire.Files.Captures;

/// <summary>What one record of a capture is.</summary>
public enum CaptureKind : byte
{
    /// <summary>Of no use to a replay: a header, or a kind that is not known.</summary>
    Other = 0,

    /// <summary>A connection was opened.</summary>
    Connect = 1,

    /// <summary>A frame that we sent.</summary>
    Send = 2,

    /// <summary>A frame that we received.</summary>
    Receive = 3,

    /// <summary>The body of a REST answer.</summary>
    Rest = 4,

    /// <summary>A connection that was opened in the file before goes on in this one.</summary>
    Continue = 5,

    /// <summary>A connection is gone.</summary>
    Disconnect = 6,

    /// <summary>Records that could not be kept: <see cref="CaptureReader.LostRecords"/>.</summary>
    Lost = 7,

    /// <summary>A line of more bytes than a reader takes, passed over: nothing of it is known.</summary>
    TooLong = 8,
}
