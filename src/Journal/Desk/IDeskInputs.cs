using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Journal.Desk;

/// <summary>Takes the inputs of a desk in their order, each once. Implemented by structs, so that the calls are direct; single-threaded.</summary>
public interface IDeskInputs
{
    /// <summary>A listing is known from here on, or has changed.</summary>
    void OnListing(Listing listing);

    /// <summary>A feed said something.</summary>
    void OnEvent(long sequence, in FeedEvent told);

    /// <summary>A venue said something.</summary>
    void OnReport(long sequence, in OrderReport report);

    /// <summary>The desk was told something: the bytes of its command.</summary>
    void OnCommand(long sequence, ReadOnlySpan<byte> command);

    /// <summary>What the desk was after the last input.</summary>
    void OnCheck(in DeskCheck check);
}
