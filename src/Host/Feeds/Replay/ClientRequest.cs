namespace Rialto.Host.Feeds.Replay;

/// <summary>What one frame of a client asks for, as its venue's dialect reads it.</summary>
internal sealed class ClientRequest
{
    /// <summary>Topics to send from now on.</summary>
    public List<Topic> Subscribe { get; } = [];

    /// <summary>Topics to stop.</summary>
    public List<Topic> Unsubscribe { get; } = [];

    /// <summary>What was subscribed before ends, whatever it was.</summary>
    public bool ReplacesAll { get; set; }

    /// <summary>The client's own number of the request, as it stands in its JSON; empty where it gave none.</summary>
    public string Id { get; set; } = "";

    /// <summary>A heartbeat of the venue's that the client wants, and how often; empty is none.</summary>
    public string Heartbeat { get; set; } = "";

    /// <summary>See <see cref="Heartbeat"/>.</summary>
    public TimeSpan HeartbeatEvery { get; set; }

    /// <summary>The client wants no heartbeat any more.</summary>
    public bool StopsHeartbeat { get; set; }

    /// <summary>Answers that need no look at the recording: pongs, errors.</summary>
    public List<string> Answers { get; } = [];

    /// <summary>What dialects keep between reading and answering, in the client's words.</summary>
    public Dictionary<Topic, string> Words { get; } = [];
}

/// <summary>What became of a topic that was asked for.</summary>
/// <param name="Topic">As the client asked.</param>
/// <param name="Source">The recorded connection that it is played from; null where none has it.</param>
/// <param name="Recorded">The recorded topic that is sent for it; null where the symbol was recorded but nothing of the kind: then nothing comes.</param>
internal readonly record struct Grant(Topic Topic, RecordedConnection? Source, RecordedTopic? Recorded)
{
    /// <summary>No recording knows the symbol.</summary>
    public bool IsUnknown => Source is null;
}
