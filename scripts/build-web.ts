console.log('no web yet');
