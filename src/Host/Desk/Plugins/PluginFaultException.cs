namespace Rialto.Host.Desk.Plugins;

/// <summary>A plugin that cannot be taken; the message says which file and why.</summary>
internal sealed class PluginFaultException(string message, Exception? inner = null) : Exception(message, inner);
