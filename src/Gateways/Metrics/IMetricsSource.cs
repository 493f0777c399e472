namespace Rialto.Gateways;

/// <summary>Something with figures for the metrics page; the host registers the journal's and the sequencer's.</summary>
public interface IMetricsSource
{
    /// <summary>Writes its figures; called on a request's thread, any time.</summary>
    void Write(PrometheusText text);
}
