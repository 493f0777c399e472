namespace Rialto.Runtime.Shared;

/// <summary>What a ring's file says about its writer. Numbers stand in files and are never reused.</summary>
public enum SharedRingState
{
    /// <summary>Being made.</summary>
    Initializing = 0,

    /// <summary>A writer has it, or died with it.</summary>
    Ready = 1,

    /// <summary>The writer ended in order; what was published can still be read.</summary>
    Ended = 2,

    /// <summary>Another writer has made a new ring at the same path.</summary>
    Replaced = 3,
}

/// <summary>Why a file is not a ring that can be read, checked in this order.</summary>
public enum SharedRingFault
{
    /// <summary>It is.</summary>
    None = 0,

    /// <summary>There is no such file: the writer has not started yet. Trying again may help.</summary>
    Missing = 1,

    /// <summary>The system does not let us open or map it.</summary>
    NoAccess = 2,

    /// <summary>Shorter than a header. Trying again may help: it may be in the making.</summary>
    TooShort = 3,

    /// <summary>Made by something else.</summary>
    NotARing = 4,

    /// <summary>Another version of the layout.</summary>
    OtherVersion = 5,

    /// <summary>The header's checksum is wrong, or its state has no meaning.</summary>
    DamagedHeader = 6,

    /// <summary>Its elements have another size.</summary>
    OtherElementSize = 7,

    /// <summary>Its elements are of another kind.</summary>
    OtherElements = 8,

    /// <summary>The file's length is not what its header says.</summary>
    WrongLength = 9,

    /// <summary>A writer has not finished making it, or died while it did. Trying again may help.</summary>
    NotReady = 10,

    /// <summary>The file or its folder is another user's, or anybody may write it. Checked once it is open.</summary>
    ForeignOwner = 11,
}

/// <summary>What one look at a ring gave.</summary>
public enum SharedRead
{
    /// <summary>Nothing new.</summary>
    None = 0,

    /// <summary>A message, whole.</summary>
    Message = 1,

    /// <summary>The writer has overtaken this reader: messages are lost. The reader has moved on already.</summary>
    Lapped = 2,

    /// <summary>The file says what no writer writes. The reader stays where it is: open the file again.</summary>
    Broken = 3,
}

/// <summary>How a ring's writer does, as a reader sees it.</summary>
public enum SharedWriterHealth
{
    /// <summary>It has given a sign of life in time.</summary>
    Alive = 0,

    /// <summary>It has given none for too long: it died, hangs, or is stopped.</summary>
    Silent = 1,

    /// <summary>It ended in order.</summary>
    Ended = 2,

    /// <summary>A new writer has made a new ring at the same path: open it.</summary>
    Replaced = 3,
}

/// <summary>A ring that cannot be made; the message says why.</summary>
public sealed class SharedRingException : IOException
{
    /// <summary>Makes one.</summary>
    public SharedRingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
