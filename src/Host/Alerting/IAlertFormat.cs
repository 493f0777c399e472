namespace Rialto.Host.Alerting;

/// <summary>How a service wants to be told.</summary>
internal interface IAlertFormat
{
    /// <summary>A request that tells it; made anew for each attempt.</summary>
    HttpRequestMessage RequestOf(AlertMessage message);
}
