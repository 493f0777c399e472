namespace Rialto.Gateways.Multicast;

/// <summary>How long who asks for a snapshot waits. Each is above zero.</summary>
/// <param name="Connect">For the connection.</param>
/// <param name="FirstByte">For the answer's header, all of it: the sender answers between two frames.</param>
/// <param name="Progress">For each 256 KiB of the body: a slow link delivers a large body, one that stands does not hold a receiver for ever.</param>
public sealed record SnapshotPatience(TimeSpan Connect, TimeSpan FirstByte, TimeSpan Progress)
{
    /// <summary>2 s, 5 s and 10 s.</summary>
    public static SnapshotPatience Default { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
}
