using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>What a session remembers between connections and processes. One thread at a time.</summary>
internal interface IFixSessionStore : IDisposable
{
    /// <summary>MsgSeqNum expected next from the client; setting it outlives the process at once.</summary>
    int NextIn { get; set; }

    /// <summary>MsgSeqNum of our next message; setting it outlives the process at once.</summary>
    int NextOut { get; set; }

    /// <summary>The number up to which all kept messages went out to the client; outlives the process.</summary>
    int Delivered { get; set; }

    /// <summary>The number of the newest kept message; 0 where there is none. Reads nothing.</summary>
    int LastKept { get; }

    /// <summary>Reports are missing that were never numbered, or went with the numbers of a session before, and the client has not heard of it; outlives the process, a full disk too.</summary>
    bool HasLost { get; set; }

    /// <summary>How far the session has been told of events; setting it outlives the process.</summary>
    FixCause Told { get; set; }

    /// <summary>When the numbers began with 1.</summary>
    Timestamp Started { get; }

    /// <summary>Keeps a message of ours for resends; the oldest may go for it.</summary>
    /// <param name="seqNum">Its number.</param>
    /// <param name="sendingTime">When it was sent, or numbered.</param>
    /// <param name="msgType">MsgType.</param>
    /// <param name="body">Its fields.</param>
    /// <param name="cause">What it tells of; behind all that were told.</param>
    /// <param name="mayRotate">False while messages are read for a resend: they stay as far as that is possible.</param>
    /// <returns>False where it could not be written: a full or broken disk. Nothing has changed then.</returns>
    bool TryAppend(int seqNum, Timestamp sendingTime, ReadOnlySpan<byte> msgType, ReadOnlySpan<byte> body, FixCause cause, bool mayRotate);

    /// <summary>The smallest number of a kept message that is not below <paramref name="from"/>; <see cref="int.MaxValue"/> where there is none.</summary>
    int NextKept(int from);

    /// <summary>Reads a kept message: type and body into the writer. False where it is not there, or cannot be read.</summary>
    bool TryRead(int seqNum, FixWriter into, out Timestamp sendingTime);

    /// <summary>Both numbers begin with 1 again, and all messages are forgotten; whole or not at all. How far the session has been told, and whether reports are missing, stays.</summary>
    void Reset(Timestamp now);

    /// <summary>Waits until everything is on the disk, where the options say that it must be.</summary>
    void Sync();
}
