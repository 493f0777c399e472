using Rialto.Model.Execution;

namespace Rialto.Trading;

/// <summary>Where a <c>Trader</c> writes. Implemented by structs, so that the calls are direct; single-threaded.</summary>
public interface ITraderSink
{
    /// <summary>Something is asked of a venue.</summary>
    void OnRequest(in OrderRequest request);

    /// <summary>Something was decided or has changed.</summary>
    void OnAudit(in DeskAudit audit);
}
