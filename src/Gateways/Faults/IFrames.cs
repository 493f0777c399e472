namespace Rialto.Gateways.Faults;

/// <summary>Where one message of a stream of bytes ends and the next begins, and what each is. One direction of one connection; nothing here throws on input.</summary>
internal interface IFrames
{
    /// <summary>Length of the first message; 0: more bytes are needed. What is no message is as long as it may be passed over.</summary>
    int Find(ReadOnlySpan<byte> bytes);

    /// <summary>What a client's message is.</summary>
    SocketWish Read(ReadOnlyMemory<byte> frame);

    /// <summary>What a message of the exchange is about.</summary>
    FaultClasses ClassOf(ReadOnlySpan<byte> frame);

    /// <summary>A message of the exchange in few words.</summary>
    string Shown(ReadOnlySpan<byte> frame);

    /// <summary>The order that an answer of the exchange is about.</summary>
    NamedOrder OrderOf(ReadOnlySpan<byte> frame);

    /// <summary>The message again, as the protocol lets a message come twice.</summary>
    byte[] Again(ReadOnlyMemory<byte> frame);

    /// <summary>What refuses a request; null where the protocol has no words for it.</summary>
    byte[]? Refuse(ReadOnlySpan<byte> frame, in FaultRefusal refusal);
}
