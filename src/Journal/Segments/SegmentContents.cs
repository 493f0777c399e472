namespace Rialto.Journal.Segments;

/// <summary>What a journal's segments hold. Each kind has a magic and versions of its own, so that none is ever read as another.</summary>
internal enum SegmentContents : byte
{
    /// <summary>An exchange's commands, and proofs of their events.</summary>
    Commands = 0,

    /// <summary>What venues' feeds said, and what their listings mean.</summary>
    FeedEvents = 1,

    /// <summary>What a trading desk took in: events of feeds, reports of venues, commands; and what its listings mean.</summary>
    DeskInputs = 2,
}
