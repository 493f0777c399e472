using System.Buffers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Journal.Following;

/// <summary>A state machine that a journal can be played to. One thread.</summary>
public interface IReplayMachine
{
    /// <summary>Does one command.</summary>
    /// <returns>Its events, valid until the next.</returns>
    ReadOnlySpan<ExchangeEvent> Apply(in Command command);

    /// <summary>A number over everything that decides its future.</summary>
    ulong StateHash();

    /// <summary>Writes everything that decides its future.</summary>
    void Save(IBufferWriter<byte> target);
}
