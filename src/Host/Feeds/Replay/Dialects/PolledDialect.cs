using System.Text.Json;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>A venue without a socket: one answer of REST holds all books, and is asked for again and again.</summary>
/// <param name="venue">Which.</param>
internal sealed class PolledDialect(FeedVenue venue) : VenueDialect(venue)
{
    /// <inheritdoc/>
    public override bool IsPolled => true;

    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics) => FrameRole.Connection;

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        // Nothing can be asked for over a socket.
    }

    /// <inheritdoc/>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        // Nor is anything answered there.
    }
}
