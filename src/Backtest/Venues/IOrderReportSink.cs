using Rialto.Model.Execution;

namespace Rialto.Backtest.Venues;

/// <summary>Where a venue that pretends tells what it did. Implemented by structs, so that the calls are direct; single-threaded. It must not call the venue back.</summary>
public interface IOrderReportSink
{
    /// <summary>Something happened.</summary>
    void OnReport(in OrderReport report);
}
